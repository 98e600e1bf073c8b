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
        'ZooKeeper and the brokers start together: with "Millrace: Start Local Cluster" in VS Code, or with `millrace start` in a terminal.',
        'What server.properties would say goes into the setting millrace.cluster.brokerConfig, or into `millrace start --override KEY=VALUE`.',
      ].join('\n');
    case 'stop':
      return 'ZooKeeper and the brokers stop together: with "Millrace: Stop Local Cluster" in VS Code; Ctrl-C ends `millrace start`.';
    default:
      return undefined;
  }
}
