/** AlterConfigs, versions 0–2: replaces all of a resource's own configuration; what is left out is reset. */
import { alterConfigsRequest, alterConfigsResponse } from '../../protocol/api/33-alter-configs.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import { alterResource } from '../config/alter-resource.ts';
import { handler } from '../handler.ts';

export const alterConfigsHandler = handler(
  alterConfigsRequest,
  alterConfigsResponse,
  { versions: [0, 2] },
  async (request, { broker }) => ({
    responses: await Promise.all(
      request.resources.map(({ configs, ...resource }) =>
        alterResource(broker, resource, request.validateOnly, () => {
          const values: Record<string, string> = {};
          for (const { name, value } of configs) {
            if (value === null) {
              const why = `Null value not supported for : ${name}`;
              throw new KafkaError(ErrorCode.INVALID_REQUEST, why);
            }
            values[name] = value;
          }
          return values;
        }),
      ),
    ),
  }),
);
