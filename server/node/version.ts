/** Put in by the build. */
declare const MILLRACE_VERSION: string | undefined;

/** The version of the package; sources that run unbuilt have none. */
export const version: string =
  typeof MILLRACE_VERSION === 'undefined' ? 'unbuilt' : MILLRACE_VERSION;
