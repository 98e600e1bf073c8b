/** How far from an equal share: `+50 %`, which does not break. @param skew 0.5 has half as many again. */
export function skewText(skew: number): string {
  const percent = Math.round(skew * 100);
  if (percent === 0) return '±0\u00a0%';
  return `${percent > 0 ? '+' : '−'}${Math.abs(percent)}\u00a0%`;
}
