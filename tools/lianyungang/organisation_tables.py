"""The organisations of a Chinese prefecture-level city and the simulated enterprises around it."""

CITY_LEVEL = """
city-government|连云港市人民政府|Lianyungang Municipal Government|government||government and command|120
emergency-command|市应急指挥部|City Emergency Command|government|city-government|command|40
flood-command|市防汛防旱指挥部|City Flood Headquarters|government|emergency-command|flood control|30
quake-command|市抗震救灾指挥部|City Earthquake Relief Headquarters|government|emergency-command|earthquake relief|30
chemical-command|市危化品事故应急指挥部|City Chemical Headquarters|government|emergency-command|chemicals|30
emergency-bureau|市应急管理局|Emergency Management Bureau|department|city-government|emergency management|150
fire-rescue|市消防救援支队|Fire and Rescue Detachment|department|city-government|fire and rescue|1150
health-commission|市卫生健康委员会|Health Commission|department|city-government|health|140
disease-control|市疾病预防控制中心|Centre for Disease Control|department|health-commission|disease control|180
emergency-medical|市急救中心|Emergency Medical Centre|department|health-commission|emergency medical service|160
blood-centre|市中心血站|Blood Centre|department|health-commission|blood supply|110
water-bureau|市水利局|Water Resources Bureau|department|city-government|water resources|180
hydrology|市水文机构|Hydrological Service|department|water-bureau|hydrology|90
transport-bureau|市交通运输局|Transport Bureau|department|city-government|transport|220
housing-bureau|市住房和城乡建设局|Housing and Construction Bureau|department|city-government|housing and drainage|170
urban-management|市城市管理局|Urban Management Bureau|department|city-government|public space|260
industry-bureau|市工业和信息化局|Industry and Information Bureau|department|city-government|industry|90
natural-resources|市自然资源和规划局|Natural Resources Bureau|department|city-government|geological hazards|160
ecology-bureau|市生态环境局|Ecology and Environment Bureau|department|city-government|pollution emergencies|190
agriculture-bureau|市农业农村局|Agriculture and Rural Affairs Bureau|department|city-government|agriculture|150
education-bureau|市教育局|Education Bureau|department|city-government|schools|90
civil-affairs|市民政局|Civil Affairs Bureau|department|city-government|welfare and relief|80
public-security|市公安局|Public Security Bureau|department|city-government|public order|2600
traffic-police|市公安局交通警察支队|Traffic Police|department|public-security|traffic control|520
reserve-bureau|市发展和改革委员会|Development and Reform Commission|department|city-government|relief reserves|110
commerce-bureau|市商务局|Commerce Bureau|department|city-government|market supply|70
finance-bureau|市财政局|Finance Bureau|department|city-government|funds|90
market-regulation|市市场监督管理局|Market Regulation Bureau|department|city-government|product and price control|240
culture-tourism|市文化广电和旅游局|Culture and Tourism Bureau|department|city-government|tourism and events|80
publicity|市委宣传部|Publicity Department|department|city-government|public information|60
cyberspace|市委网信办|Cyberspace Office|department|city-government|online opinion|30
meteorology|市气象局|Meteorological Bureau|department|city-government|weather warning|120
earthquake-office|市地震局|Earthquake Office|department|city-government|earthquake monitoring|40
maritime|海事机构|Maritime Safety Administration|department|city-government|maritime safety|210
armed-police|武警支队|Armed Police Detachment|military||rescue reinforcement|600
garrison|军分区与民兵|Garrison and Militia|military||rescue reinforcement|1500
broadcaster|市广播电视台|City Broadcaster|media|publicity|broadcasting|200
newspaper|市融媒体中心|City Media Centre|media|publicity|new media|160
power-grid|供电公司(模拟运营主体)|Power company (simulated operator)|utility||power supply|1800
water-utility|自来水公司(模拟运营主体)|Water company (simulated operator)|utility||water supply|700
drainage-utility|排水公司(模拟运营主体)|Drainage company (simulated operator)|utility||drainage|320
gas-utility|燃气公司(模拟运营主体)|Gas company (simulated operator)|utility||gas supply|380
telecom-a|通信运营商甲(模拟)|Telecom operator A (simulated)|utility||telecommunications|520
telecom-b|通信运营商乙(模拟)|Telecom operator B (simulated)|utility||telecommunications|430
telecom-c|通信运营商丙(模拟)|Telecom operator C (simulated)|utility||telecommunications|360
port-group|港口(模拟运营主体)|Port (simulated operator)|utility||port operation|2200
airport-operator|机场(模拟运营主体)|Airport (simulated operator)|utility||airport operation|450
rail-operator|铁路(模拟运营主体)|Railway (simulated operator)|utility||rail operation|900
grid-transmission|超高压输电公司(模拟运营主体)|High-voltage grid (simulated operator)|utility||power transmission|260
nuclear-operator|核电运营单位(模拟运营主体)|Nuclear power plant (simulated operator)|utility||power generation|2100
power-generator|火力发电企业(模拟运营主体)|Thermal power plants (simulated operator)|utility||power generation|600
tower-company|通信铁塔公司(模拟运营主体)|Telecom towers (simulated operator)|utility||masts and their power|120
expressway-operator|高速公路经营单位(模拟运营主体)|Expressways (simulated operator)|utility||expressways|350
water-320707|赣榆区供水公司(模拟运营主体)|Water company of Ganyu (simulated operator)|utility||water supply|210
water-320722|东海县供水公司(模拟运营主体)|Water company of Donghai (simulated operator)|utility||water supply|220
water-320723|灌云县供水公司(模拟运营主体)|Water company of Guanyun (simulated operator)|utility||water supply|150
water-320724|灌南县供水公司(模拟运营主体)|Water company of Guannan (simulated operator)|utility||water supply|130
red-cross|市红十字会|City Red Cross Society|social||relief and first aid|30
charity|慈善总会(模拟)|Charity federation (simulated)|social|civil-affairs|donations|20
psychology|心理援助协会(模拟)|Psychological aid society (simulated)|social|civil-affairs|psychological aid|60
radio-amateurs|无线电爱好者协会(模拟)|Radio amateurs (simulated)|social||back-up communication|45
disabled-aid|助残服务协会(模拟)|Aid for disabled people (simulated)|social|civil-affairs|help for vulnerable people|55
"""
"""Identifier, names, kind, parent, function and staff of organisations that work for the whole city."""

ENTERPRISES = """
enterprise-01|bottled water|瓶装水|320706|420
enterprise-02|bottled water|瓶装水|320722|260
enterprise-03|soft drinks|饮料|320707|310
enterprise-04|instant noodles|方便面|320723|540
enterprise-05|biscuits and rations|饼干和口粮|320706|230
enterprise-06|canned meals|罐头食品|320707|380
enterprise-07|hot meals|中央厨房|320706|190
enterprise-08|hot meals|中央厨房|320703|120
enterprise-09|hot meals|中央厨房|320724|110
enterprise-10|rice|大米加工|320722|150
enterprise-11|tents and tarpaulins|帐篷篷布|320724|280
enterprise-12|garments|服装|320707|620
enterprise-13|quilts|家纺|320723|450
enterprise-14|folding furniture|折叠家具|320722|330
enterprise-15|masks|口罩|320706|210
enterprise-16|protective clothing|防护用品|320724|260
enterprise-17|infusions|输液药品|320703|700
enterprise-18|medical kits|医疗器械|320706|300
enterprise-19|disinfectants|消毒用品|320703|140
enterprise-20|plastic preforms|塑料制品|320706|200
enterprise-21|non-woven fabrics|无纺布|320723|170
enterprise-22|plastic resins|合成树脂|320703|900
enterprise-23|packaging|包装材料|320722|240
enterprise-24|pumps and generators|泵与发电设备|320706|460
enterprise-25|woven bags|编织袋|320724|180
enterprise-26|wholesale of food|食品批发|320706|350
enterprise-27|wholesale of food|食品批发|320707|280
enterprise-28|wholesale of medicines|医药批发|320706|220
enterprise-29|road haulage|公路货运|320706|800
enterprise-30|coaches|客运|320706|950
enterprise-31|steel tubes|钢管|320707|420
enterprise-32|flour|面粉|320723|160
"""
"""Identifier, product in English and Chinese, district and staff of simulated enterprises."""
