import { expect, test } from 'vitest';
import { emptyFields } from '../../../../extension/connections/fields.ts';
import { complaintsAbout } from '../../../../webview/connection/complaints.ts';

const complete = { ...emptyFields, name: 'Orders', bootstrap: 'a:9092' };

test.each([
  ['https://registry.example:8081', undefined],
  ['registry.example', /begins with/],
  ['https://ada:secret@registry.example', /password belongs below/],
])('a registry at %s', (registryUrl, complaint) => {
  const { registryUrl: said } = complaintsAbout({ ...complete, registryUrl });
  if (complaint === undefined) expect(said).toBeUndefined();
  else expect(said).toMatch(complaint);
});

test('a secret that is kept need not be typed', () => {
  const fields = { ...complete, protocol: 'SASL_SSL', user: 'ada' } as const;
  expect(Object.keys(complaintsAbout(fields))).toEqual(['password']);
  expect(complaintsAbout(fields, ['password'])).toEqual({});
});

test('tokens are pasted, or come from an endpoint', () => {
  const bearer = { ...complete, protocol: 'SASL_SSL', mechanism: 'OAUTHBEARER' } as const;
  expect(Object.keys(complaintsAbout(bearer))).toEqual(['token']);
  const fetching = { ...bearer, tokenEndpoint: 'identity.example' };
  expect(Object.keys(complaintsAbout(fetching))).toEqual([
    ...['tokenEndpoint', 'clientId', 'clientSecret'],
  ]);
  const tokenEndpoint = 'https://identity.example/token';
  const whole = { ...fetching, tokenEndpoint, clientId: 'app', clientSecret: 's' };
  expect(complaintsAbout(whole)).toEqual({});
});
