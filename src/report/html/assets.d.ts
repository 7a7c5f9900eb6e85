/** The page's style sheet, imported as text. */
declare module "*/style.css" {
  const text: string;
  export default text;
}
