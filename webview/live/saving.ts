/** Puts text on the clipboard. */
export async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}

/** Asks where a file is to be saved, and saves it. @param type its MIME type. @param content in base64. */
export type Save = (name: string, type: string, content: string) => void | Promise<void>;

/** In the page of a notebook's outputs VS Code does it for links to data. */
let save: Save = (name, type, content) => {
  const link = document.createElement('a');
  link.href = `data:${type};base64,${content}`;
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
};

/** Saves files by `other` from now on: for pages where such links do nothing. */
export function saveBy(other: Save): void {
  save = other;
}

export function saveText(name: string, type: string, text: string): void | Promise<void> {
  return save(name, type, base64(text));
}

/** Draws a picture and asks where it is to be saved as PNG, in twice its size. @param svg the picture as SVG. */
export async function savePng(name: string, svg: string): Promise<void> {
  const image = new Image();
  image.src = `data:image/svg+xml;base64,${base64(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.width * 2;
  canvas.height = image.height * 2;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The picture cannot be drawn.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const [, content = ''] = canvas.toDataURL('image/png').split(',');
  await save(name, 'image/png', content);
}

/** A file's name, of a title: `Orders per minute` as `orders-per-minute.csv`. */
export function fileName(title: string, extension: string): string {
  const name = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return `${name.slice(0, 60) || 'output'}.${extension}`;
}

function base64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}
