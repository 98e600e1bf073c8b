/** The build puts a picture's text in the place of its path. */
declare module '*.svg' {
  const text: string;
  export default text;
}
