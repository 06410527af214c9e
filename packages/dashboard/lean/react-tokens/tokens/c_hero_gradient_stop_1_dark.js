export const c_hero_gradient_stop_1_dark = {
  "name": "--pf-v6-c-hero--gradient--stop-1--dark",
  "value": "transparent",
  "var": "var(--pf-v6-c-hero--gradient--stop-1--dark)"
};
export default c_hero_gradient_stop_1_dark;
