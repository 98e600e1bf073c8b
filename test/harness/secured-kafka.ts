// An Apache Kafka that asks for TLS and for credentials, on this machine. Needs Java and Maven (`need(context, 'java')`).

import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster } from '../../server/node/kafka/cluster.ts';
import type { Properties } from '../../server/node/kafka/properties.ts';
import { CertificateAuthority, type Identity } from './certificates.ts';
import { Child, run } from './child.ts';
import { installKafka, javaCommand, type KafkaRelease } from './kafka-java.ts';
import { freePort } from './ports.ts';
import { TokenSigner } from './signed-tokens.ts';
import { tempFolder } from './temp.ts';

/** The ways in which its clients say who they are. */
export const securedWays = [
  'PLAIN',
  'SCRAM-SHA-256',
  'SCRAM-SHA-512',
  'OAUTHBEARER',
  'mutual TLS',
] as const;

export type SecuredWay = (typeof securedWays)[number];

/** Whom it knows by PLAIN and SCRAM. */
export const user = { name: 'ada', password: 'ada "s=cret' } as const;

/** PEM files. `authority` has signed what the broker shows; `strangers` has signed nothing that it knows. */
export interface SecuredFiles {
  readonly authority: string;
  readonly strangers: string;
  readonly certificate: string;
  readonly key: string;
}

/** A running Kafka with one broker. */
export interface SecuredKafka {
  /** Where SASL over TLS is spoken: PLAIN, SCRAM, and OAUTHBEARER with tokens that `tokens` has signed. */
  readonly sasl: string;
  /** Where TLS is spoken, and clients are asked for a certificate. */
  readonly mutualTls: string;
  /** Where neither is, so that tests can look from aside. */
  readonly plaintext: string;
  readonly files: SecuredFiles;
  readonly tokens: TokenSigner;
  /** A client's whole configuration, `bootstrap.servers` included. */
  properties(way: SecuredWay): Properties;
  stop(): Promise<void>;
}

const STARTS_WITHIN_MS = 90_000;

/**
 * Starts one that has no topics, on free ports of localhost, with its data in a folder that goes with it. It takes some
 * six seconds, and the release is fetched the first time. @throws Error with what it printed if it does not come up
 */
export async function startSecuredKafka(release: KafkaRelease = '4.1.0'): Promise<SecuredKafka> {
  await installKafka(release);
  const folder = tempFolder('secured-kafka');
  const write = (name: string, text: string) => {
    const path = join(folder.path, name);
    writeFileSync(path, text);
    return path;
  };
  const authority = new CertificateAuthority('Millrace tests');
  const client = authority.issue({ name: user.name });
  const files = {
    authority: write('authority.pem', authority.certificate),
    strangers: write('strangers.pem', new CertificateAuthority('Strangers').certificate),
    certificate: write('client.pem', client.certificate),
    key: write('client-key.pem', client.key),
  };
  const tokens = new TokenSigner();
  const keySet = `file://${write('keys.json', tokens.keySet)}`;
  const [sasl, mutualTls, plaintext, controller] = await Promise.all(
    Array.from({ length: 4 }, freePort),
  );
  const properties = write(
    'server.properties',
    serverProperties({
      ports: { sasl: sasl!, mutualTls: mutualTls!, plaintext: plaintext!, controller: controller! },
      folder: join(folder.path, 'data'),
      identity: write(
        'broker.pem',
        pemStore(authority.issue({ name: 'broker', hosts: ['localhost'] })),
      ),
      authority: files.authority,
      keySet,
      tokens,
    }),
  );
  const java = (main: string, args: readonly string[]): [string, string[]] => {
    const allowed = `-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${keySet}`;
    const [command, ...flags] = javaCommand(release, main, ['-Xmx256m', allowed]);
    return [command!, [...flags, ...args]];
  };
  // The tool takes off the quotes, and anything between them as it is.
  const scram = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name="${user.name}",password="${user.password}"]`,
  ]);
  let broker: Child | undefined;
  const stop = async () => {
    // Nothing of it is wanted any more.
    await broker?.kill();
    folder.remove();
  };
  try {
    const id = randomBytes(16).toString('base64url');
    const format = ['format', '--cluster-id', id, '--config', properties, ...scram];
    await run(...java('kafka.tools.StorageTool', format));
    broker = await Child.start(...java('kafka.Kafka', [properties]));
    await serves(plaintext!, broker);
  } catch (error) {
    await stop();
    throw error;
  }
  const bootstrap = { sasl: `localhost:${sasl}`, mutualTls: `localhost:${mutualTls}` };
  return {
    ...bootstrap,
    plaintext: `localhost:${plaintext}`,
    files,
    tokens,
    properties: (way) => clientProperties(way, bootstrap, files, tokens),
    stop,
  };
}

interface ServerSettings {
  readonly ports: Readonly<Record<'sasl' | 'mutualTls' | 'plaintext' | 'controller', number>>;
  readonly folder: string;
  /** A file with the broker's certificate and its key. */
  readonly identity: string;
  readonly authority: string;
  readonly keySet: string;
  readonly tokens: TokenSigner;
}

function serverProperties(settings: ServerSettings): string {
  const { ports, folder, identity, authority, keySet, tokens } = settings;
  const modules = 'org.apache.kafka.common.security';
  const scram = `${modules}.scram.ScramLoginModule required;`;
  const plain = `${modules}.plain.PlainLoginModule required "user_${user.name}"=${quoted(user.password)};`;
  const mechanism = (name: string) => `listener.name.sasl_ssl.${name.toLowerCase()}`;
  const all: Readonly<Record<string, string | number>> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'log.dirs': folder,
    'controller.quorum.voters': `1@localhost:${ports.controller}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    listeners: [
      `SASL_SSL://localhost:${ports.sasl}`,
      `SSL://localhost:${ports.mutualTls}`,
      `PLAINTEXT://localhost:${ports.plaintext}`,
      `CONTROLLER://localhost:${ports.controller}`,
    ].join(','),
    'listener.security.protocol.map':
      'SASL_SSL:SASL_SSL,SSL:SSL,PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': identity,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': authority,
    'listener.name.ssl.ssl.client.auth': 'required',
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
    [`${mechanism('PLAIN')}.sasl.jaas.config`]: plain,
    [`${mechanism('SCRAM-SHA-256')}.sasl.jaas.config`]: scram,
    [`${mechanism('SCRAM-SHA-512')}.sasl.jaas.config`]: scram,
    [`${mechanism('OAUTHBEARER')}.sasl.jaas.config`]: `${modules}.oauthbearer.OAuthBearerLoginModule required;`,
    [`${mechanism('OAUTHBEARER')}.sasl.server.callback.handler.class`]: `${modules}.oauthbearer.OAuthBearerValidatorCallbackHandler`,
    // The one that it chooses by itself looks at claims alone.
    'sasl.oauthbearer.jwt.validator.class': `${modules}.oauthbearer.BrokerJwtValidator`,
    'sasl.oauthbearer.jwks.endpoint.url': keySet,
    'sasl.oauthbearer.expected.audience': tokens.audience,
    'sasl.oauthbearer.expected.issuer': tokens.issuer,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.num.partitions': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
  };
  const lines = Object.entries(all).map(
    // A backslash begins an escape in such files.
    ([key, value]) => `${key}=${String(value).replaceAll('\\', '\\\\')}`,
  );
  return `${lines.join('\n')}\n`;
}

function clientProperties(
  way: SecuredWay,
  bootstrap: Readonly<Record<'sasl' | 'mutualTls', string>>,
  files: SecuredFiles,
  tokens: TokenSigner,
): Properties {
  const trust = { 'ssl.truststore.type': 'PEM', 'ssl.truststore.location': files.authority };
  if (way === 'mutual TLS') {
    return {
      ...trust,
      'bootstrap.servers': bootstrap.mutualTls,
      'security.protocol': 'SSL',
      'ssl.certificate.location': files.certificate,
      'ssl.key.location': files.key,
    };
  }
  const module = (name: string, options: Readonly<Record<string, string>>) => {
    const texts = Object.entries(options).map(([key, value]) => `${key}=${quoted(value)}`);
    return `org.apache.kafka.common.security.${name}LoginModule required ${texts.join(' ')};`;
  };
  const login = { username: user.name, password: user.password };
  const logins: Readonly<Record<typeof way, string>> = {
    PLAIN: module('plain.Plain', login),
    'SCRAM-SHA-256': module('scram.Scram', login),
    'SCRAM-SHA-512': module('scram.Scram', login),
    OAUTHBEARER: module('oauthbearer.OAuthBearer', { token: tokens.token(user.name) }),
  };
  return {
    ...trust,
    'bootstrap.servers': bootstrap.sasl,
    'security.protocol': 'SASL_SSL',
    'sasl.mechanism': way,
    'sasl.jaas.config': logins[way],
  };
}

/** A store as Kafka reads it (KIP-651): the key, then the certificate. */
function pemStore({ key, certificate }: Identity): string {
  return `${key}${certificate}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Waits until clients find the broker. @throws Error with what it printed if it ends before, or takes too long */
async function serves(port: number, broker: Child): Promise<void> {
  let hasEnded = false;
  void broker.exited.then(() => {
    hasEnded = true;
  });
  const deadline = Date.now() + STARTS_WITHIN_MS;
  while (!hasEnded && Date.now() < deadline) {
    const cluster = new Cluster([{ host: 'localhost', port }], { connectTimeout: 1_000 });
    try {
      if ((await cluster.metadata([])).brokers.length > 0) return;
    } catch {
      // It has not come up yet.
    } finally {
      await cluster.close();
    }
    await sleep(100);
  }
  throw new Error(`Apache Kafka has not come up:\n${broker.stdout}${broker.stderr}`);
}
