import java.util.HashMap;
import java.util.Map;

/** {@code --name value} pairs of the command line. */
final class Options {
  static Map<String, String> parse(String[] args) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      options.put(args[i].substring(2), args[i + 1]);
    }
    return options;
  }
}
