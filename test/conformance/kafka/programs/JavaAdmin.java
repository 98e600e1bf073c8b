import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** The job `admin` through Kafka's own AdminClient. */
final class JavaAdmin {
  private JavaAdmin() {}

  static void administer(JsonNode job) throws Exception {
    String topic = job.get("topic").asText();
    String full = job.get("full").asText();
    String group = job.get("group").asText();
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Map<String, String> configs = new HashMap<>();
    List<AlterConfigOp> changes = new ArrayList<>();
    job.get("configs")
        .fields()
        .forEachRemaining(
            entry -> {
              configs.put(entry.getKey(), entry.getValue().asText());
              String value = String.valueOf(entry.getValue().asLong() + 1);
              ConfigEntry changed = new ConfigEntry(entry.getKey(), value);
              changes.add(new AlterConfigOp(changed, AlterConfigOp.OpType.SET));
            });
    NewTopic created = new NewTopic(topic, 3, (short) 1).configs(configs);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", job.get("bootstrap").asText()))) {
      admin.createTopics(List.of(created)).all().get();
      tell("created", "partitions", partitions(admin, topic));
      tell("configs", "configs", configs(admin, resource, configs));
      admin.incrementalAlterConfigs(Map.of(resource, changes)).all().get();
      tell("altered", "configs", configs(admin, resource, configs));
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(5))).all().get();
      tell("enlarged", "partitions", partitions(admin, topic));
      TopicPartition first = new TopicPartition(full, 0);
      var deleted = admin.deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(10)));
      long start = deleted.lowWatermarks().get(first).get().lowWatermark();
      tell("records deleted", "start", start);
      if (exists(admin, group)) Frames.event(Map.of("step", "group found"));
      var described = admin.describeConsumerGroups(List.of(group)).all().get().get(group);
      String state = described.groupState().toString();
      int members = described.members().size();
      Frames.event(Map.of("step", "group", "state", state, "members", members));
      Map<String, Long> offsets = new TreeMap<>();
      admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach((p, offset) -> offsets.put(String.valueOf(p.partition()), offset.offset()));
      tell("offsets", "offsets", offsets);
      admin.deleteConsumerGroups(List.of(group)).all().get();
      if (!exists(admin, group)) Frames.event(Map.of("step", "group deleted"));
      try {
        admin.createTopics(List.of(created)).all().get();
      } catch (ExecutionException error) {
        if (!(error.getCause() instanceof TopicExistsException)) throw error;
        tell("exists", "error", "TOPIC_ALREADY_EXISTS");
      }
      admin.deleteTopics(List.of(topic)).all().get();
      if (!admin.listTopics().names().get().contains(topic)) {
        Frames.event(Map.of("step", "deleted"));
      }
    }
  }

  private static void tell(String step, String name, Object value) throws Exception {
    Frames.event(Map.of("step", step, name, value));
  }

  private static int partitions(Admin admin, String topic) throws Exception {
    var topics = admin.describeTopics(List.of(topic)).allTopicNames().get();
    return topics.get(topic).partitions().size();
  }

  private static Map<String, String> configs(
      Admin admin, ConfigResource resource, Map<String, String> names) throws Exception {
    Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    Map<String, String> found = new HashMap<>();
    for (String name : names.keySet()) found.put(name, config.get(name).value());
    return found;
  }

  private static boolean exists(Admin admin, String group) throws Exception {
    return admin.listGroups().all().get().stream().anyMatch(one -> one.groupId().equals(group));
  }
}
