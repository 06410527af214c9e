export const c_hero_BackgroundImage_dark = {
  "name": "--pf-v6-c-hero--BackgroundImage--dark",
  "value": "none",
  "var": "var(--pf-v6-c-hero--BackgroundImage--dark)"
};
export default c_hero_BackgroundImage_dark;
