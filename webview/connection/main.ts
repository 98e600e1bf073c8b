import { defineControls } from '../ui/toolkit.ts';
import { ConnectionFormElement } from './connection-form.ts';

// The whole page: the extension gives it no other markup.
defineControls();
customElements.define('connection-form', ConnectionFormElement);
const style = new CSSStyleSheet();
style.replaceSync('body { margin: 0; padding: 0; }');
document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
document.body.append(document.createElement('connection-form'));
