/** Reads and writes values of one schema. */
export interface SchemaCodec {
  readonly format: 'avro' | 'protobuf' | 'json';
  /**
   * @param from where it begins: behind the number of the schema, where `registered`
   * @param registered whether the bytes are as serializers of a registry write them
   * @returns the value, and where it begins
   * @throws MalformedError
   */
  read(bytes: Uint8Array, from: number, registered: boolean): { value: unknown; from: number };
  /**
   * @param value of `parseTyped`
   * @throws UserError that says where in the value it is wrong
   */
  write(value: unknown, registered: boolean): Uint8Array;
}
