export const c_hero_BackgroundImage_light = {
  "name": "--pf-v6-c-hero--BackgroundImage--light",
  "value": "none",
  "var": "var(--pf-v6-c-hero--BackgroundImage--light)"
};
export default c_hero_BackgroundImage_light;
