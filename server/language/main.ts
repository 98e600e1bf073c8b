// The process of the language server: forked by the editor's client, with which it speaks LSP over the channel between
// parent and child, or over stdio.

import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { systemClock } from '../node/system-clock.ts';
import { LanguageServer } from './server.ts';

const connection = createConnection(ProposedFeatures.all);
const server = new LanguageServer(connection, { clock: systemClock(), languages: [] });
process.on('uncaughtException', (error) => server.failed('uncaught', error));
process.on('unhandledRejection', (error) => server.failed('unhandled', error));
connection.listen();
