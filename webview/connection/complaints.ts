import type { ConnectionFields } from '../contract/connection.ts';
import { t } from '../ui/text.ts';

/** What is wrong with fields as they are, by field. */
export type Complaints = Partial<Readonly<Record<keyof ConnectionFields, string>>>;

/** What can be told without asking the cluster; `kept` are the secrets that need not be typed. */
export function complaintsAbout(
  fields: ConnectionFields,
  kept: readonly (keyof ConnectionFields)[] = [],
): Complaints {
  const complaints: Partial<Record<keyof ConnectionFields, string>> = {};
  const isEmpty = (field: keyof ConnectionFields) => fields[field] === '' && !kept.includes(field);
  if (fields.name.trim() === '') complaints.name = t('A connection needs a name.');
  const servers = complaintAboutServers(fields.bootstrap);
  if (servers !== undefined) complaints.bootstrap = servers;
  if (fields.protocol.startsWith('SASL')) {
    if (fields.mechanism === 'OAUTHBEARER') {
      if (isEmpty('token')) complaints.token = t('Paste the token that the broker is to take.');
    } else {
      if (fields.user.trim() === '') complaints.user = t('Who is it that connects?');
      if (isEmpty('password')) complaints.password = t('A password is needed.');
    }
  }
  if (fields.protocol.endsWith('SSL')) {
    const [certificate, key] = [fields.certificateFile.trim(), fields.keyFile.trim()];
    if (certificate !== '' && key === '')
      complaints.keyFile = t('The key of the certificate is missing.');
    if (certificate === '' && key !== '') {
      complaints.certificateFile = t('The certificate of the key is missing.');
    }
  }
  if (fields.registryUrl !== '' && !isWebAddress(fields.registryUrl)) {
    complaints.registryUrl = t('It begins with http:// or https://.');
  } else if (fields.registryUrl !== '' && new URL(fields.registryUrl.trim()).password !== '') {
    // The address is kept in the open.
    complaints.registryUrl = t('The password belongs below, not into the address.');
  }
  return complaints;
}

function complaintAboutServers(text: string): string | undefined {
  const servers = text.split(',').map((part) => part.trim());
  if (servers.every((server) => server === '')) return t('Where is the cluster? HOST:PORT');
  const wrong = servers.find((server) => !isServer(server));
  return wrong === undefined ? undefined : t("'{0}' is not of the form HOST:PORT.", wrong);
}

function isServer(text: string): boolean {
  const [, port] = /^(?:\w+:\/\/)?(?:\[[^\]]+\]|[^:[\]\s]+):(\d{1,5})$/.exec(text) ?? [];
  return port !== undefined && Number(port) > 0 && Number(port) <= 0xffff;
}

function isWebAddress(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text.trim()).protocol);
  } catch {
    return false;
  }
}
