export const c_hero_gradient_stop_2_light = {
  "name": "--pf-v6-c-hero--gradient--stop-2--light",
  "value": "transparent",
  "var": "var(--pf-v6-c-hero--gradient--stop-2--light)"
};
export default c_hero_gradient_stop_2_light;
