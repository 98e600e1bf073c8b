import type { ConnectionFields } from '../contract/connection.ts';

/** As the extension knows keys whose values nobody may see, but anywhere in a line: what is typed may go on in the next. */
const mayBeSecret =
  /password|secret|token|jaas|keystore\.key|key\.pem|user\.info|oauthbearer\.config|credential|passphrase/i;

/**
 * The fields as VS Code may keep them for the page, which it does in a file in the open: without secrets.
 * @param shown the further configuration as the extension has shown it, in which there are none
 */
export function keptOf(fields: ConnectionFields, shown: string): ConnectionFields {
  const known = new Set(shown.split('\n'));
  const lines = fields.more.split('\n');
  return {
    ...fields,
    password: '',
    token: '',
    clientSecret: '',
    keyPassword: '',
    registryPassword: '',
    more: lines.filter((line) => known.has(line) || !mayBeSecret.test(line)).join('\n'),
  };
}
