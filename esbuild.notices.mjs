// The licences of what the bundles hold of others: most ask that their text comes along.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const LICENCE = /(^|[\\/])(licen[cs]e|notices?|copying)(\.\w+)?$/i;
const RULE = `\n\n${'-'.repeat(80)}\n\n`;

export class Notices {
  #folders = new Set();

  /** Notes the packages of which a bundle holds code. */
  add(metafile) {
    for (const { inputs } of Object.values(metafile.outputs)) {
      for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0];
        if (folder !== undefined && bytesInOutput > 0) this.#folders.add(folder);
      }
    }
  }

  /** Notes packages of which something comes along that is in no bundle. @param folders theirs, below node_modules */
  addFolders(folders) {
    for (const folder of folders) this.#folders.add(folder);
  }

  /**
   * Writes the licences of those packages. One that comes without may be among the notices of another.
   * @throws Error if it is not.
   */
  async write(file) {
    const sections = await Promise.all([...this.#folders].sort().map(sectionOf));
    const whole = sections.map(({ text }) => text).join(RULE);
    for (const { name, isLicensed } of sections) {
      if (isLicensed || sections.some(({ text }) => text.includes(`\n${name} `))) continue;
      throw new Error(`${name} comes without the text of its licence.`);
    }
    await writeFile(file, `Millrace contains the following software.${RULE}${whole}\n`);
  }
}

async function sectionOf(folder) {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  );
  const own = await readdir(folder);
  // classic-level compiles LevelDB and Snappy, whose sources it has in there, into its native part.
  const compiled = own.includes('deps')
    ? await readdir(join(folder, 'deps'), { recursive: true })
    : [];
  const files = [...own, ...compiled.map((path) => join('deps', path))].filter((path) =>
    LICENCE.test(path),
  );
  const texts = await Promise.all(files.map((path) => readFile(join(folder, path), 'utf8')));
  const text = [`${name} ${version} (${license})`, ...texts.map((each) => each.trim())].join(
    '\n\n',
  );
  return { name, isLicensed: files.length > 0, text };
}
