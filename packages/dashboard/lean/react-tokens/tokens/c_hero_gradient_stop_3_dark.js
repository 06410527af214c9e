export const c_hero_gradient_stop_3_dark = {
  "name": "--pf-v6-c-hero--gradient--stop-3--dark",
  "value": "transparent",
  "var": "var(--pf-v6-c-hero--gradient--stop-3--dark)"
};
export default c_hero_gradient_stop_3_dark;
