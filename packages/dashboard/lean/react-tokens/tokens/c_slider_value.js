export const c_slider_value = {
  "name": "--pf-v6-c-slider--value",
  "value": "0",
  "var": "var(--pf-v6-c-slider--value)"
};
export default c_slider_value;
