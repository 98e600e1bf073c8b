// Loaded when a cell first asks for something of `admin`: the client library is large.

import { Admin } from '@platformatic/kafka';
import type { NewTopicOptions, TopicAdmin } from './topic-admin.ts';

/** What `admin` does, by the client library. Connections are made for each call, and closed. */
export function kafkaAdmin(bootstrap: () => string): TopicAdmin {
  const withAdmin = async <T>(run: (admin: Admin) => Promise<T>): Promise<T> => {
    // What the library needs of it.
    if (!('withResolvers' in Promise)) {
      throw new Error(
        `admin needs Node 22 or later, and this is ${process.version}. In a console cell, kafka-topics does the same.`,
      );
    }
    const bootstrapBrokers = bootstrap().split(',');
    const admin = new Admin({ clientId: 'millrace-notebook', bootstrapBrokers, retries: 3 });
    try {
      return await run(admin);
    } finally {
      await admin.close();
    }
  };
  return {
    createTopic: (
      name,
      { partitions = 1, replicationFactor = 1, configs = {} }: NewTopicOptions = {},
    ) =>
      withAdmin(async (admin) => {
        const names = await admin.listTopics();
        if (names.includes(name)) return false;
        await admin.createTopics({
          ...{ topics: [name], partitions, replicas: replicationFactor },
          configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
        });
        return true;
      }),
    deleteTopics: (...topics) => withAdmin((admin) => admin.deleteTopics({ topics })),
    topics: () => withAdmin(async (admin) => (await admin.listTopics()).sort()),
  };
}
