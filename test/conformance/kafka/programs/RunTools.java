import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Exit;

/**
 * Runs Kafka's command-line tools one after the other, in one virtual machine since starting it takes
 * longer than most of them. Reads `{"main", "args", "stdin"}` and prints `{"code", "stdout", "stderr"}`,
 * one a line.
 */
public final class RunTools {
  /** Where a tool would end; some catch it, as all that is thrown, and exit again. */
  private static final class Exited extends Error {}

  private static final class Captured extends ByteArrayOutputStream {
    synchronized String take() {
      String text = toString(StandardCharsets.UTF_8);
      reset();
      return text;
    }
  }

  /** The code with which a tool first wanted to end. */
  private static Integer exitCode;

  public static void main(String[] arguments) throws Exception {
    Exit.Procedure exit =
        (code, message) -> {
          if (exitCode == null) exitCode = code;
          if (message != null) System.err.println(message);
          throw new Exited();
        };
    Exit.setExitProcedure(exit);
    Exit.setHaltProcedure(exit);
    List<Runnable> hooks = new ArrayList<>();
    Exit.setShutdownHookAdder((name, hook) -> hooks.add(hook));
    PrintStream answers = System.out;
    // Scala's console keeps the stream that it meets first.
    Captured stdout = new Captured();
    Captured stderr = new Captured();
    System.setOut(new PrintStream(stdout, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(stderr, true, StandardCharsets.UTF_8));
    ObjectMapper json = new ObjectMapper();
    BufferedReader jobs =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = jobs.readLine(); line != null; line = jobs.readLine()) {
      JsonNode job = json.readTree(line);
      String[] args = json.convertValue(job.get("args"), String[].class);
      System.setIn(
          new ByteArrayInputStream(job.get("stdin").asText().getBytes(StandardCharsets.UTF_8)));
      int code = run(job.get("main").asText(), args);
      hooks.forEach(Runnable::run);
      hooks.clear();
      ObjectNode answer = json.createObjectNode();
      answer.put("code", code);
      answer.put("stdout", stdout.take());
      answer.put("stderr", stderr.take());
      answers.println(json.writeValueAsString(answer));
    }
    // Some tools leave threads behind.
    Runtime.getRuntime().halt(0);
  }

  private static int run(String mainClass, String[] args) throws ReflectiveOperationException {
    exitCode = null;
    try {
      Class.forName(mainClass).getMethod("main", String[].class).invoke(null, (Object) args);
      return exitCode == null ? 0 : exitCode;
    } catch (InvocationTargetException invocation) {
      if (exitCode != null) return exitCode;
      invocation.getCause().printStackTrace();
      return 1;
    }
  }
}
