import { afterAll } from 'vitest';
import { LevelStore } from '../../../server/storage/level-store.ts';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import { tempFolder } from '../../harness/temp.ts';
import { describeStore } from './store-suite.ts';

const folder = tempFolder('store');
let opened = 0;

afterAll(() => folder.remove());

describeStore('MemoryStore', async () => new MemoryStore());
describeStore('LevelStore', () => LevelStore.open(`${folder.path}/${opened++}`));
