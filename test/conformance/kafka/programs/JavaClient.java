import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import sun.misc.Signal;

/** Kafka's own client at work. */
public final class JavaClient {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Open until the test asks the program to end. */
  private static final CountDownLatch STOPPED = new CountDownLatch(1);

  public static void main(String[] args) throws Exception {
    Signal.handle(new Signal("TERM"), signal -> STOPPED.countDown());
    JsonNode job = Frames.parse(args[args.length - 1]);
    switch (job.get("do").asText()) {
      case "produce" -> produce(job);
      case "read" -> {
        for (JsonNode range : job.get("ranges")) {
          Frames.event(Map.of("reading", range.get("topic").asText()));
          read(job, range);
        }
      }
      case "offsets" -> offsets(job);
      case "join" -> join(job);
      case "load" -> load(job);
      case "admin" -> JavaAdmin.administer(job);
      default -> throw new IllegalArgumentException(args[args.length - 1]);
    }
    Frames.flush();
  }

  private static KafkaProducer<byte[], byte[]> producer(JsonNode job) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", job.get("bootstrap").asText());
    properties.put("acks", "all");
    properties.put("compression.type", job.get("codec").asText());
    properties.put("enable.idempotence", job.get("idempotent").asBoolean());
    properties.put("linger.ms", "5");
    properties.put("reconnect.backoff.max.ms", "100");
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static KafkaConsumer<byte[], byte[]> consumer(JsonNode job, Map<String, String> more) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", job.get("bootstrap").asText());
    properties.put("enable.auto.commit", "false");
    properties.put("auto.offset.reset", "earliest");
    properties.put("fetch.max.wait.ms", "100");
    properties.putAll(more);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static void produce(JsonNode job) throws Exception {
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer = producer(job)) {
      for (ProducerRecord<byte[], byte[]> record :
          Frames.read(job.get("file").asText(), job.get("topic").asText())) {
        producer.send(record, (metadata, error) -> failure.compareAndSet(null, error));
      }
    }
    if (failure.get() != null) throw failure.get();
  }

  private static void read(JsonNode job, JsonNode range) throws Exception {
    Set<Integer> due = new HashSet<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(job, Map.of())) {
      List<TopicPartition> partitions =
          partitions(range.get("topic").asText(), range.get("to").size());
      consumer.assign(partitions);
      for (TopicPartition partition : partitions) {
        int p = partition.partition();
        consumer.seek(partition, range.get("from").get(p).asLong());
        if (range.get("to").get(p).asLong() > range.get("from").get(p).asLong()) due.add(p);
      }
      while (!due.isEmpty()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          long to = range.get("to").get(record.partition()).asLong();
          if (record.offset() < to) Frames.print(record);
          if (record.offset() >= to - 1) due.remove(record.partition());
        }
      }
    }
  }

  private static void offsets(JsonNode job) throws Exception {
    List<TopicPartition> partitions =
        partitions(job.get("topic").asText(), job.get("partitions").asInt());
    List<List<Long>> rows = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(job, Map.of())) {
      for (JsonNode timestamp : job.get("timestamps")) {
        Map<TopicPartition, Long> found = new HashMap<>();
        if (timestamp.asLong() == -1) {
          found = consumer.endOffsets(partitions);
        } else if (timestamp.asLong() == -2) {
          found = consumer.beginningOffsets(partitions);
        } else {
          Map<TopicPartition, Long> wanted = new HashMap<>();
          for (TopicPartition partition : partitions) wanted.put(partition, timestamp.asLong());
          for (Map.Entry<TopicPartition, OffsetAndTimestamp> entry :
              consumer.offsetsForTimes(wanted).entrySet()) {
            if (entry.getValue() != null) found.put(entry.getKey(), entry.getValue().offset());
          }
        }
        List<Long> row = new ArrayList<>();
        for (TopicPartition partition : partitions) row.add(found.get(partition));
        rows.add(row);
      }
    }
    Frames.event(Map.of("offsets", rows));
  }

  private static void join(JsonNode job) throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("group.id", job.get("group").asText());
    settings.put("session.timeout.ms", job.get("sessionTimeoutMs").asText());
    settings.put("heartbeat.interval.ms", "200");
    settings.put("partition.assignment.strategy", assignor(job.get("assignor").asText()));
    if (job.has("instanceId")) settings.put("group.instance.id", job.get("instanceId").asText());
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(job, settings)) {
      consumer.subscribe(List.of(job.get("topic").asText()), tellAssignments(consumer));
      boolean uncommitted = false;
      while (STOPPED.getCount() > 0) {
        var records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) Frames.print(record);
        uncommitted |= !records.isEmpty();
        if (!uncommitted) continue;
        Frames.flush();
        try {
          consumer.commitSync();
          uncommitted = false;
        } catch (RebalanceInProgressException error) {
          // Again when it is over.
        } catch (CommitFailedException error) {
          // Another member has the partitions by now, and the records again.
          uncommitted = false;
        }
      }
    }
  }

  private static String assignor(String name) {
    String simple = name.equals("range") ? "RangeAssignor" : "CooperativeStickyAssignor";
    return "org.apache.kafka.clients.consumer." + simple;
  }

  private static ConsumerRebalanceListener tellAssignments(KafkaConsumer<byte[], byte[]> consumer) {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> added) {
        tell(Set.of());
      }

      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> removed) {
        tell(new HashSet<>(removed));
      }

      private void tell(Set<TopicPartition> without) {
        List<Integer> assigned = new ArrayList<>();
        for (TopicPartition partition : consumer.assignment()) {
          if (!without.contains(partition)) assigned.add(partition.partition());
        }
        assigned.sort(null);
        try {
          Frames.event(Map.of("assigned", assigned));
        } catch (Exception error) {
          throw new IllegalStateException(error);
        }
      }
    };
  }

  private static void load(JsonNode job) throws Exception {
    Map<Integer, List<ProducerRecord<byte[], byte[]>>> texts = new HashMap<>();
    String topic = job.get("topic").asText();
    for (ProducerRecord<byte[], byte[]> record : Frames.read(job.get("file").asText(), topic)) {
      texts.computeIfAbsent(record.partition(), p -> new ArrayList<>()).add(record);
    }
    AtomicReference<Exception> failure = new AtomicReference<>();
    long pauseNs = 1_000_000_000L * texts.size() / job.get("rate").asLong();
    try (KafkaProducer<byte[], byte[]> producer = producer(job)) {
      for (int number = 0; !STOPPED.await(pauseNs, TimeUnit.NANOSECONDS); number++) {
        if (failure.get() != null) throw failure.get();
        for (int p : texts.keySet()) {
          ProducerRecord<byte[], byte[]> text = texts.get(p).get(number % texts.get(p).size());
          byte[] key =
              (job.get("name").asText() + ":" + p + ":" + number).getBytes(StandardCharsets.UTF_8);
          int n = number;
          producer.send(
              new ProducerRecord<>(topic, p, text.timestamp(), key, text.value(), text.headers()),
              (metadata, error) -> {
                if (error == null) Frames.acknowledge(p, metadata.offset(), n);
                else failure.compareAndSet(null, error);
              });
        }
        if (number % 8 == 0) Frames.flush();
      }
    }
    if (failure.get() != null) throw failure.get();
  }

  private static List<TopicPartition> partitions(String topic, int count) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (int p = 0; p < count; p++) partitions.add(new TopicPartition(topic, p));
    return partitions;
  }
}
