import { defineControls } from '../ui/toolkit.ts';
import { ConfigurationForm } from './configuration-form.ts';

// The whole page: the extension gives it no other markup.
defineControls();
customElements.define('configuration-form', ConfigurationForm);
const style = new CSSStyleSheet();
// What has the focus is not to be below the bar at the top, and what is said of it is to be seen.
style.replaceSync('html { scroll-padding: 9rem 0 7rem; } body { margin: 0; padding: 0; }');
document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
document.body.append(document.createElement('configuration-form'));
