import { ErrorCode } from '../../protocol/errors.ts';
import type { Broker } from '../broker.ts';
import { type ConfigResource, configResource } from './config-resource.ts';

interface Resource {
  readonly resourceType: number;
  readonly resourceName: string;
}

/** Alters one resource and says how it went, as AlterConfigs and IncrementalAlterConfigs answer. */
export async function alterResource(
  broker: Broker,
  { resourceType, resourceName }: Resource,
  validateOnly: boolean,
  change: (
    own: Readonly<Record<string, string>>,
    resource: ConfigResource,
  ) => Record<string, string>,
) {
  const answer = (errorCode: number, errorMessage: string | null) => ({
    errorCode,
    errorMessage,
    resourceType,
    resourceName,
  });
  try {
    const resource = await configResource(broker, resourceType, resourceName);
    await resource.alter((own) => change(own, resource), validateOnly);
    return answer(ErrorCode.NONE, null);
  } catch (error) {
    const { code, message } = broker.failures.toKafkaError(error, 'changing configuration');
    return answer(code, message);
  }
}
