/** Puts text on the clipboard. */
export async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}

/** Asks where a file is to be saved: VS Code does so for links to data. */
export function saveText(name: string, type: string, text: string): void {
  saveData(name, `data:${type};base64,${base64(text)}`);
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
  saveData(name, canvas.toDataURL('image/png'));
}

/** A file's name, of a title: `Orders per minute` as `orders-per-minute.csv`. */
export function fileName(title: string, extension: string): string {
  const name = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return `${name.slice(0, 60) || 'output'}.${extension}`;
}

function saveData(name: string, href: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
}

function base64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}
