export const c_background_image_BackgroundImage = {
  "name": "--pf-v6-c-background-image--BackgroundImage",
  "value": "none",
  "var": "var(--pf-v6-c-background-image--BackgroundImage)"
};
export default c_background_image_BackgroundImage;
