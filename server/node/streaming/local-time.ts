/** Local time as Python prints a datetime: `2026-01-31 23:59:59`, and `.123000` behind it where there is a fraction. */
export function localTime(ms: number): string {
  const at = new Date(ms);
  const date = [digits(at.getFullYear(), 4), digits(at.getMonth() + 1), digits(at.getDate())];
  const time = [digits(at.getHours()), digits(at.getMinutes()), digits(at.getSeconds())];
  const thousandths = at.getMilliseconds();
  const fraction = thousandths === 0 ? '' : `.${digits(thousandths, 3)}000`;
  return `${date.join('-')} ${time.join(':')}${fraction}`;
}

function digits(value: number, count = 2): string {
  return String(value).padStart(count, '0');
}
