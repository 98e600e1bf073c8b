import { dirname } from 'node:path';
import type { ClusterStatus } from '../../server/contract/control.ts';
import { t } from '../l10n.ts';
import { ControlClient, ControlError } from './control-client.ts';
import { makePrivateDirectory } from './control-path.ts';
import { lastErrors, startHostProcess } from './host-process.ts';

/** A connection to the cluster host and what it said of the cluster at once. */
export interface Attached {
  readonly client: ControlClient;
  readonly greeting: ClusterStatus;
}

/** The ways to a cluster host. */
export interface HostAccess {
  /** Connects to the host that runs; undefined if none does. */
  find(): Promise<Attached | undefined>;
  /** Connects to the host that runs, or to a new one. @throws ControlError */
  findOrStart(): Promise<Attached>;
}

export interface LocalHostOptions {
  readonly script: string;
  readonly controlPath: string;
  readonly errorFile: string;
  readonly uid: number | undefined;
  /** Told when a new host was started, and how it ended if it did so before it could be reached. */
  readonly report: (line: string) => void;
}

/** How long a new host may take until it listens. */
const START_TIMEOUT = 10_000;
const RETRY_DELAY = 15;

/** The cluster host of this user on this machine. */
export class LocalHost implements HostAccess {
  readonly #options: LocalHostOptions;

  constructor(options: LocalHostOptions) {
    this.#options = options;
  }

  async find(): Promise<Attached | undefined> {
    try {
      return await ControlClient.connect(this.#options.controlPath);
    } catch (error) {
      if (error instanceof ControlError) throw error;
      // ENOENT: none was started. ECONNREFUSED: one was killed and left its socket behind.
      return undefined;
    }
  }

  async findOrStart(): Promise<Attached> {
    return (await this.find()) ?? (await this.#start());
  }

  async #start(): Promise<Attached> {
    const { script, controlPath, errorFile, uid, report } = this.#options;
    if (process.platform !== 'win32') await makePrivateDirectory(dirname(controlPath), uid);
    const host = await startHostProcess({ script, controlPath, errorFile });
    report(`Started the cluster host, process ${host.pid}.`);
    let ending: string | undefined;
    void host.ended.then((how) => {
      ending = how;
    });
    const deadline = performance.now() + START_TIMEOUT;
    for (;;) {
      // Even if this one ended: where two windows start one at once, one of the two gives way.
      const attached = await this.find();
      if (attached !== undefined) return attached;
      if (ending !== undefined || performance.now() > deadline) break;
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY));
    }
    const errors = await lastErrors(errorFile);
    if (errors !== '') report(errors);
    throw new ControlError({
      kind: 'other',
      message:
        ending === undefined
          ? t('The cluster host does not answer. The log tells more.')
          : t('The cluster host ended at once ({0}). The log tells more.', ending),
    });
  }
}
