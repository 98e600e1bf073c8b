import { array, type Infer, int16, int32, message, string } from '../schema.ts';

/** Deletes groups with their offsets (KIP-229). */
export const deleteGroupsRequest = message('DeleteGroupsRequest', 42, '0-2', '2+', {
  groupsNames: array('0+', 'string'),
});

export type DeleteGroupsRequest = Infer<typeof deleteGroupsRequest>;

export const deleteGroupsResponse = message('DeleteGroupsResponse', 42, '0-2', '2+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  results: array('0+', {
    groupId: string('0+'),
    /** NON_EMPTY_GROUP where it still has members, GROUP_ID_NOT_FOUND where there is none. */
    errorCode: int16('0+'),
  }),
});

export type DeleteGroupsResponse = Infer<typeof deleteGroupsResponse>;
