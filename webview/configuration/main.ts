import { defineControls } from '../ui/toolkit.ts';
import { ConfigurationForm } from './configuration-form.ts';

// The whole page: the extension gives it no other markup.
defineControls();
customElements.define('configuration-form', ConfigurationForm);
const style = new CSSStyleSheet();
// What has the focus is not to be below the bar at the top.
style.replaceSync('html { scroll-padding-top: 9rem; } body { margin: 0; padding: 0; }');
document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
document.body.append(document.createElement('configuration-form'));
