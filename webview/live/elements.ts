/** Makes elements known to the page, each by its name, unless it knows one of that name. */
export function defineElements(elements: Readonly<Record<string, CustomElementConstructor>>): void {
  for (const [name, type] of Object.entries(elements)) {
    if (customElements.get(name) === undefined) customElements.define(name, type);
  }
}
