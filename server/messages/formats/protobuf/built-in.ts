// The files that every compiler brings along, and those of Confluent's registry.

const proto3 = (name: string, declarations: string) =>
  `syntax = "proto3"; package ${name}; ${declarations}`;

/** What options of files, messages and fields extend; what they say changes no bytes, and so none is declared. */
const OPTIONS = ['File', 'Message', 'Field', 'Oneof', 'Enum', 'EnumValue', 'Service', 'Method'].map(
  (subject) => `message ${subject}Options { extensions 1 to max; }`,
);

const WRAPPED = {
  Double: 'double',
  Float: 'float',
  Int64: 'int64',
  UInt64: 'uint64',
  Int32: 'int32',
  UInt32: 'uint32',
  Bool: 'bool',
  String: 'string',
  Bytes: 'bytes',
};
const WRAPPERS = Object.entries(WRAPPED).map(
  ([name, type]) => `message ${name}Value { ${type} value = 1; }`,
);

const STRUCT = `
  message Struct { map<string, Value> fields = 1; }
  message Value {
    oneof kind {
      NullValue null_value = 1;
      double number_value = 2;
      string string_value = 3;
      bool bool_value = 4;
      Struct struct_value = 5;
      ListValue list_value = 6;
    }
  }
  enum NullValue { NULL_VALUE = 0; }
  message ListValue { repeated Value values = 1; }`;

const google: Readonly<Record<string, string>> = {
  any: 'message Any { string type_url = 1; bytes value = 2; }',
  descriptor: OPTIONS.join(' '),
  duration: 'message Duration { int64 seconds = 1; int32 nanos = 2; }',
  empty: 'message Empty {}',
  field_mask: 'message FieldMask { repeated string paths = 1; }',
  struct: STRUCT,
  timestamp: 'message Timestamp { int64 seconds = 1; int32 nanos = 2; }',
  wrappers: WRAPPERS.join(' '),
};

const files: ReadonlyMap<string, string> = new Map([
  ...Object.entries(google).map(
    ([name, text]) =>
      [
        `google/protobuf/${name}.proto`,
        name === 'descriptor'
          ? `syntax = "proto2"; package google.protobuf; ${text}`
          : proto3('google.protobuf', text),
      ] as const,
  ),
  [
    'confluent/type/decimal.proto',
    proto3(
      'confluent.type',
      'message Decimal { bytes value = 1; uint32 precision = 2; int32 scale = 3; }',
    ),
  ],
  ['confluent/meta.proto', proto3('confluent', '')],
]);

/** The text of such a file by the name that it is imported by; null for any other. */
export function builtInProto(name: string): string | null {
  return files.get(name) ?? null;
}
