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
    const fetches = fields.tokenEndpoint.trim() !== '';
    if (fields.mechanism === 'OAUTHBEARER' && fetches) {
      const address = complaintAboutAddress(fields.tokenEndpoint);
      if (address !== undefined) complaints.tokenEndpoint = address;
      if (fields.clientId.trim() === '') complaints.clientId = t('Who is it that connects?');
      if (isEmpty('clientSecret')) complaints.clientSecret = t('A secret is needed.');
    } else if (fields.mechanism === 'OAUTHBEARER') {
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
  const registry =
    fields.registryUrl === '' ? undefined : complaintAboutAddress(fields.registryUrl);
  if (registry !== undefined) complaints.registryUrl = registry;
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

/** Of a web address that is kept in the open. */
function complaintAboutAddress(text: string): string | undefined {
  if (!URL.canParse(text.trim()) || !/^https?:/i.test(text.trim())) {
    return t('It begins with http:// or https://.');
  }
  return new URL(text.trim()).password === ''
    ? undefined
    : t('The password belongs below, not into the address.');
}
