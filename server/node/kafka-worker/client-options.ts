/** By which brokers know whose connections these are. */
export const CLIENT_ID = 'millrace-vscode';

/** Milliseconds. */
export const TIMEOUTS = { connectTimeout: 3_000, requestTimeout: 5_000 };
