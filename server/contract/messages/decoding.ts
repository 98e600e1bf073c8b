// How the bytes of keys, values and headers are read, and written when records are sent.

/** A number of a fixed size in Kafka's byte order, big-endian, as its own serializers write it. */
export type NumberFormat = 'int8' | 'int16' | 'int32' | 'int64' | 'float' | 'double';

/** Formats that need no schema. */
export type PlainFormat =
  | 'string'
  | 'json'
  | NumberFormat
  | 'uuid'
  | 'base64'
  | 'hex'
  | 'messagepack';

/** Where a schema comes from. */
export type SchemaSource =
  /** A file: `.avsc` or `.proto`, with what it imports beside it. */
  | { readonly kind: 'file'; readonly path: string }
  /**
   * Confluent's registry, or one that speaks as it does: the bytes name the schema by its id. To send, `subject` says which
   * one's latest is used; `TOPIC-key` or `TOPIC-value` if absent.
   */
  | { readonly kind: 'registry'; readonly subject?: string };

export type Encoding =
  | { readonly format: PlainFormat }
  | { readonly format: 'avro'; readonly schema: SchemaSource }
  /** `message` is the type's full name; the file's first if absent. The bytes of a registry name it themselves. */
  | { readonly format: 'protobuf'; readonly schema: SchemaSource; readonly message?: string };

/** `auto` looks at the bytes: what is surely one of the formats is shown as that, all else as text or bytes. */
export type Decoding = { readonly format: 'auto' } | Encoding;

/** What bytes turned out to be. */
export type DecodedFormat = Encoding['format'] | 'null' | 'empty' | 'bytes';

/** A schema registry's address and what it asks for. */
export interface SchemaRegistry {
  /** `http://localhost:8081`. */
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
}
