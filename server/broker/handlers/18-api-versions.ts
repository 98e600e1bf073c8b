/**
 * ApiVersions, versions 0–4: what this broker serves. A client of a newer version is answered before
 * it gets here (`RequestDispatcher`); one whose software name is not as KIP-511 wants it is refused.
 */
import { apiVersionsRequest, apiVersionsResponse } from '../../protocol/api/18-api-versions.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { handler } from '../handler.ts';
import { handlers } from './index.ts';

const SOFTWARE = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/;

export const apiVersionsHandler = handler(
  apiVersionsRequest,
  apiVersionsResponse,
  { versions: [0, 4] },
  (request, { version }) => {
    const { clientSoftwareName, clientSoftwareVersion } = request;
    if (
      version >= 3 &&
      !(SOFTWARE.test(clientSoftwareName) && SOFTWARE.test(clientSoftwareVersion))
    ) {
      return { errorCode: ErrorCode.INVALID_REQUEST, apiKeys: [] };
    }
    const apiKeys = Array.from(handlers, ([apiKey, { versions }]) => ({
      apiKey,
      minVersion: versions[0],
      maxVersion: versions[1],
    }));
    return { errorCode: ErrorCode.NONE, apiKeys };
  },
);
