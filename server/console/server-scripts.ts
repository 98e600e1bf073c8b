const SCRIPT = /^(?:kafka|zookeeper)-server-(start|stop)(?:\.sh|\.bat)?$/;

/**
 * What to do instead of calling a script that starts or stops one of Kafka's servers, as its quick start does:
 * `zookeeper-server-start.sh`, `kafka-server-start.sh` and those that stop them. Here ZooKeeper and the brokers run as
 * one cluster.
 * @returns undefined for what is no such script.
 */
export function insteadOf(script: string): string | undefined {
  switch (SCRIPT.exec(script)?.[1]) {
    case 'start':
      return [
        'Here ZooKeeper and the brokers start together: "Millrace: Start Local Cluster" in VS Code, or `millrace start`.',
        'In place of server.properties there is the setting millrace.cluster.brokerConfig, or `millrace start --override`.',
      ].join('\n');
    case 'stop':
      return 'Here ZooKeeper and the brokers stop together: "Millrace: Stop Local Cluster" in VS Code, or Ctrl-C where `millrace start` runs.';
    default:
      return undefined;
  }
}
