/** DescribeCluster, versions 0–1: the brokers, the controller and the cluster's id (KIP-700). */
import {
  describeClusterRequest,
  describeClusterResponse,
} from '../../protocol/api/60-describe-cluster.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { CLUSTER_OPERATIONS, NOT_ASKED } from '../authorized-operations.ts';
import { handler } from '../handler.ts';

/** Endpoint types of KIP-919: clients may ask for controllers, which only controllers tell. */
const EndpointType = { BROKER: 1, CONTROLLER: 2 } as const;

export const describeClusterHandler = handler(
  describeClusterRequest,
  describeClusterResponse,
  { versions: [0, 1] },
  ({ endpointType, includeClusterAuthorizedOperations }, { broker }) => {
    const { clusterId, controllerId } = broker.image;
    if (endpointType !== EndpointType.BROKER) {
      const mismatched = endpointType === EndpointType.CONTROLLER;
      return {
        errorCode: mismatched
          ? ErrorCode.MISMATCHED_ENDPOINT_TYPE
          : ErrorCode.UNSUPPORTED_ENDPOINT_TYPE,
        errorMessage: mismatched
          ? 'The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER'
          : `Unsupported endpoint type ${endpointType}`,
        clusterId,
        brokers: [],
      };
    }
    return {
      errorCode: ErrorCode.NONE,
      endpointType,
      clusterId,
      controllerId,
      brokers: Array.from(broker.image.brokers, ([brokerId, node]) => ({ brokerId, ...node })),
      clusterAuthorizedOperations: includeClusterAuthorizedOperations
        ? CLUSTER_OPERATIONS
        : NOT_ASKED,
    };
  },
);
