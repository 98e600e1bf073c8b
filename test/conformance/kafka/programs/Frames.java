import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Record frames, jobs and events: what record-frames.ts and jobs.ts say, for the Java program. */
final class Frames {
  private static final int HEAD = 1 + 4 + 8 + 8;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DataOutputStream OUT =
      new DataOutputStream(
          new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));

  private Frames() {}

  static JsonNode parse(String json) throws IOException {
    return JSON.readTree(json);
  }

  static synchronized void print(ConsumerRecord<byte[], byte[]> record) throws IOException {
    List<byte[]> names = new ArrayList<>();
    int size = HEAD + size(record.key()) + size(record.value()) + 4;
    for (Header header : record.headers()) {
      byte[] name = header.key().getBytes(StandardCharsets.UTF_8);
      names.add(name);
      size += size(name) + size(header.value());
    }
    head(size, 'R', record.partition(), record.offset(), record.timestamp());
    write(record.key());
    write(record.value());
    OUT.writeInt(names.size());
    int i = 0;
    for (Header header : record.headers()) {
      write(names.get(i++));
      write(header.value());
    }
  }

  static synchronized void acknowledge(int partition, long offset, long number) {
    try {
      head(HEAD, 'A', partition, offset, number);
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  static synchronized void event(Object event) throws IOException {
    byte[] json = JSON.writeValueAsBytes(event);
    OUT.writeInt(1 + json.length);
    OUT.writeByte('E');
    OUT.write(json);
    OUT.flush();
  }

  /** Hands what was printed to the test; a kill after that does not take it back. */
  static synchronized void flush() throws IOException {
    OUT.flush();
  }

  /** The records of a file, for a topic. */
  static List<ProducerRecord<byte[], byte[]>> read(String file, String topic) throws IOException {
    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(Path.of(file)));
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    while (content.hasRemaining()) {
      content.position(content.position() + 5);
      int partition = content.getInt();
      content.getLong();
      long timestamp = content.getLong();
      byte[] key = take(content);
      byte[] value = take(content);
      List<Header> headers = new ArrayList<>();
      for (int count = content.getInt(); count > 0; count--) {
        String name = new String(take(content), StandardCharsets.UTF_8);
        headers.add(new RecordHeader(name, take(content)));
      }
      records.add(new ProducerRecord<>(topic, partition, timestamp, key, value, headers));
    }
    return records;
  }

  private static void head(int size, char kind, int partition, long offset, long last)
      throws IOException {
    OUT.writeInt(size);
    OUT.writeByte(kind);
    OUT.writeInt(partition);
    OUT.writeLong(offset);
    OUT.writeLong(last);
  }

  private static int size(byte[] bytes) {
    return 4 + (bytes == null ? 0 : bytes.length);
  }

  private static void write(byte[] bytes) throws IOException {
    OUT.writeInt(bytes == null ? -1 : bytes.length);
    if (bytes != null) OUT.write(bytes);
  }

  private static byte[] take(ByteBuffer content) {
    int length = content.getInt();
    if (length < 0) return null;
    byte[] bytes = new byte[length];
    content.get(bytes);
    return bytes;
  }
}
