/** Words that say which kind of number stands beside them. Add a word for "contrato" here (docs/reading.md). */
const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** contrato and what customers call it (guide, contract). */
export const CONTRACT_WORDS = words(`
  contrato contratos contrat contrto conrato contato contracto contratro kontrato contr cto ctos ctto ctro ctt contract contracts ctta ctra
  cuenta cuentas cta ctas cnta cuneta kuenta kta ktas kuentas kontra contrto cntrato contratp cliente clientes clienta clte cte usuario usuarios usuaria usr
  suscriptor suscriptora suscriptores suscripcion suscripciones suscritor susc suscr subscriptor subscritor suscrip
  servicio servicios serv servisio abonado abonada account accounts acct acc acount customer subscriber user client
`);

/** Words of the same use that need to stand close to the number, since they mean much else. */
export const WEAK_CONTRACT_WORDS = words('servicio servicios serv servisio cliente clientes clienta user client linea id');

/** Words that make a number somebody's telephone. */
export const PHONE_WORDS = words(`
  tel tels telef telefono telefonos telfono telefno telefon cel cels celu celular celulares cell cellphone movil fijo phone phones mobile fax
  whats whatsapp whatsap watsap wats wats wpp wsp wasap wa lada conmutador extension
`);

/** Words that make a number something else than a contract or a customer's telephone, near it. */
export const OTHER_NUMBER_WORDS = words(`
  folio folios foli reporte reportes report ticket tiket factura facturas fact recibo recibos referencia referencias ref refer refe clabe
  clave spei autorizacion aut rastreo rastreabilidad pedido orden order acuse ficha turno gafete tarjeta terminacion termina terminada
  termine terminan expediente cfe telmex telnor megacable izzi totalplay dish sky telcel luz medidor nss imss curp rfc cp postal zip serie
  serial sn imei mac modelo servidor placas poliza credencial ine codigo transaccion operacion movimiento comprobante aprobacion
  confirmacion convenio guia tracking cupon vale nip pin numerito caso incidencia solicitud tramite queja ext gas invoice receipt op oper oc pedimento operacion cedula
`);

/** Words that make it something else only when they stand directly before it. */
export const NEAR_NUMBER_WORDS = words(`
  calle blvd boulevard av ave avenida colonia col fracc privada priv calzada calz carretera km depto departamento interior int edificio edif
  lote manzana mza casa local oxxo caja banco banamex bancomer bbva santander banorte hsbc saldo total monto adeudo importe cargo plan
  paquete megas mb mbps gb version canal canales deposite pague ip puerto ssid
`);

/** Words that ask for a contract when they stand in a quoted message of ours. */
export const ASKED_CONTRACT = words('contrato contract cuenta cliente suscriptor usuario abonado account servicio');

/** Units that make the digits before them a measure. */
export const UNITS = words(`
  mb mbps mbs megas mega megabytes gb gbps g gigas giga kb kbps hz ghz mhz k hrs hr h hora horas min mins minutos seg segs ms m mt mts metros lt lts
  cm mm kg km am pm pesos peso pesitos mxn mn usd dlls dls dolares varos bolas anos ano dias dia semanas meses mes veces er ro do da ta to vo va ava x
  personas equipos aparatos camaras dbm v volts w watts porciento
`);

/** Money after a number: `500 pesos`. */
export const MONEY = words('pesos peso pesitos mxn mn usd dlls dls dolares varos bolas baros');

/** Abbreviations whose point ends no sentence. */
export const ABBREVIATIONS = words(`
  no num nro n cto ctto cta ctas tel tels cel ref col fracc av ave blvd calz priv sr sra srta ing lic arq dr dra prof profr profra mtro mtra
  ext of edif depto int mza lt c p b s gpe ma fco suc atte aut serv susc contr cont nros nums us esq cd mpio dpto fam hnos cia op ofna dir ced ee uu
`);
