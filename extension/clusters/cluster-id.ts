/** The id of the local cluster; all others have those of their connections. */
export const LOCAL = 'local';
