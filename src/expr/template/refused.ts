// Functions of sprig that a template must not have, each with its reason.

const environment = "a template sees its data only, not the environment of the program";
const keys = "a template does not make keys, certificates or passwords";

export const refusedFunctions: Readonly<Record<string, string>> = {
  env: environment,
  expandenv: environment,
  getHostByName: "a template does not ask the network",
  ...Object.fromEntries(
    "bcrypt htpasswd genPrivateKey derivePassword buildCustomCert genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey encryptAES decryptAES"
      .split(" ")
      .map((name) => [name, keys]),
  ),
};
