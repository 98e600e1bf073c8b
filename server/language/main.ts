// The process of the language server: forked by the editor's client, with which it speaks LSP over the channel between
// parent and child, or over stdio.

import { enableCompileCache, flushCompileCache } from 'node:module';
import { extname, join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { systemClock } from '../node/system-clock.ts';
import { LanguagesByCluster } from './by-cluster.ts';
import { ConsoleCells } from './console/console-cells.ts';
import { PythonCells } from './python/python-cells.ts';
import { LanguageServer } from './server.ts';
import { kafkaSource } from './topics/cluster-source.ts';
import { KnownCluster } from './topics/known-cluster.ts';
import { builtLibrary } from './typescript/library.ts';
import { TypeScriptCells } from './typescript/typescript-cells.ts';

const isBundled = extname(import.meta.filename) === '.js';
const dist = isBundled ? import.meta.dirname : join(import.meta.dirname, '../../dist');

enableCompileCache?.();
const clock = systemClock();
const connection = createConnection(ProposedFeatures.all);
const library = builtLibrary(dist);
const byCluster = new LanguagesByCluster({
  know: () => new KnownCluster({ clock, open: kafkaSource }),
  languages: (cluster) => [
    new TypeScriptCells({ library, knowledge: cluster }),
    new ConsoleCells(cluster),
    new PythonCells(cluster),
  ],
});
const server = new LanguageServer(connection, {
  clock,
  languages: byCluster.languages,
  onSituation: (situation) => byCluster.situate(situation),
  onTopicsChanged: () => byCluster.topicsChanged(),
});
process.on('uncaughtException', (error) => server.failed('uncaught', error));
process.on('unhandledRejection', (error) => server.failed('unhandled', error));
connection.listen();
flushCompileCache?.();
