export const c_hero_gradient_stop_2_dark = {
  "name": "--pf-v6-c-hero--gradient--stop-2--dark",
  "value": "transparent",
  "var": "var(--pf-v6-c-hero--gradient--stop-2--dark)"
};
export default c_hero_gradient_stop_2_dark;
