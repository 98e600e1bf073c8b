import { expect, test } from 'vitest';
import { plainDocumentation } from '../../../../server/node/kafka-worker/documentation.ts';

test.each([
  [
    'The "compact" policy will enable <a href="#compaction">log compaction</a>, which …',
    'The "compact" policy will enable log compaction, which …',
  ],
  [
    'One of:<ul><li><code>none</code></li><li>gzip</li></ul>The rest.',
    'One of:\n• none\n• gzip\nThe rest.',
  ],
  ['First.<br><br/>Then.<p>Last.</p>', 'First.\nThen.\nLast.'],
  ['Times &lt; 5 &amp;lt; and <host>:<port> stay', 'Times < 5 &lt; and <host>:<port> stay'],
])('%s', (text, plain) => {
  expect(plainDocumentation(text)).toBe(plain);
});
