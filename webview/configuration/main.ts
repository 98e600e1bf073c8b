import { defineControls } from '../ui/toolkit.ts';
import { ConfigurationForm } from './configuration-form.ts';

// The whole page: the extension gives it no other markup.
defineControls();
customElements.define('configuration-form', ConfigurationForm);
const style = new CSSStyleSheet();
style.replaceSync('body { margin: 0; padding: 0; }');
document.adoptedStyleSheets = [style];
document.body.append(document.createElement('configuration-form'));
