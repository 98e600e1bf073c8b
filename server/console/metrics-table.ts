/** Metrics in the order of their names, as org.apache.kafka.tools.ToolsUtils.printMetrics prints them. */
export function metricsTable(
  metrics: readonly (readonly [name: string, value: number])[],
): string[] {
  const width = Math.max(...metrics.map(([name]) => name.length));
  return [
    '',
    `${'Metric Name'.padEnd(width)}   Value`,
    ...metrics
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name.padEnd(width)} : ${value.toFixed(3)}`),
  ];
}
