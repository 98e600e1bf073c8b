import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Where the bundles of webviews are. */
export function webviewRoot(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, 'dist', 'webview');
}

/**
 * The page of a webview that is one bundle, `dist/webview/NAME.js`, and makes everything else itself. Nothing but that
 * script runs in it, and it can load nothing from anywhere.
 */
export function webviewPage(
  webview: vscode.Webview,
  extension: vscode.Uri,
  name: string,
  title: string,
): string {
  const script = webview.asWebviewUri(vscode.Uri.joinPath(webviewRoot(extension), `${name}.js`));
  const nonce = randomBytes(16).toString('base64');
  // Style sheets are made by the script, which no policy is needed for; but the toolkit makes an element for styles to find
  // out whether the browser knows :focus-visible, with the nonce that it is told.
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${escaped(vscode.env.language)}">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
    <meta property="csp-nonce" content="${nonce}">
    <meta name="viewport" content="width=device-width, initial-scale=1.0">
    <title>${escaped(title)}</title>
  </head>
  <body>
    <script type="module" nonce="${nonce}" src="${escaped(script.toString())}"></script>
  </body>
</html>`;
}

function escaped(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}
